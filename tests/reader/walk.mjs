// node walk.mjs MODULES CHROMIUM BOOK PAGE — what the reading system of a page makes of the book, as JSON on standard output.
// MODULES is a node_modules folder with the reading systems and puppeteer-core; PAGE is walk.html (foliate-js) or epubjs.html.
// Only this machine is asked for anything.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [modules, executablePath, book] = process.argv.slice(2, 5).map(path => resolve(path))
const puppeteer = createRequire(join(modules, 'any.js'))('puppeteer-core')
const page_file = fileURLToPath(new URL(process.argv[5], import.meta.url))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.epub': 'application/epub+zip', '.css': 'text/css' }

const fileOf = path => {
    if (path === '/') return page_file
    if (path === '/book.epub') return book
    if (path.startsWith('/modules/')) return join(modules, normalize(path.slice('/modules'.length)))
    return null
}

const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname
    const file = fileOf(path)
    if (!file || !existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? (path === '/' ? 'text/html' : 'application/octet-stream') })
    createReadStream(file).pipe(response)
})
await new Promise(done => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}`

const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
    const page = await browser.newPage()
    await page.setViewport({ width: 700, height: 900 })
    const errors = []
    const requests = []
    page.on('pageerror', error => errors.push(String(error)))
    page.on('request', request => {
        if (!/^(blob|data|about):/.test(request.url()) && !request.url().startsWith(base)) requests.push(request.url())
    })
    await page.goto(base)
    await page.waitForFunction('window.ready')
    const walked = await page.evaluate(address => window.walk(address), '/book.epub')
    process.stdout.write(JSON.stringify({ ...walked, errors, requests }))
} finally {
    await browser.close()
    server.close()
}
