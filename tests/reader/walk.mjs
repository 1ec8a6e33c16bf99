// node walk.mjs MODULES CHROMIUM BOOK PAGE — what the reading system of a page makes of the book, as JSON on standard output.
// MODULES is a node_modules folder with the reading systems and puppeteer-core; PAGE is walk.html (foliate-js) or epubjs.html.
// Only this machine is asked for anything.
import { join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch, serve } from './browser.mjs'

const [modules, chromium, book] = process.argv.slice(2, 5).map(path => resolve(path))
const page_file = fileURLToPath(new URL(process.argv[5], import.meta.url))

const fileOf = path => {
    if (path === '/') return page_file
    if (path === '/book.epub') return book
    if (path.startsWith('/modules/')) return join(modules, normalize(path.slice('/modules'.length)))
    return null
}

const { base, close } = await serve(fileOf)
const browser = await launch(modules, chromium)
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
    close()
}
