// What the scripts beside it share: files served to a browser on this machine, and the browser.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { extname, join, resolve } from 'node:path'

const TYPES = {
    '.css': 'text/css',
    '.epub': 'application/epub+zip',
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.svg': 'image/svg+xml',
    '.xhtml': 'application/xhtml+xml',
}

// Serves the file that fileOf gives for a path, or nothing where it gives none. The address, and how to stop.
export const serve = async fileOf => {
    const server = createServer((request, response) => {
        const file = fileOf(decodeURIComponent(new URL(request.url, 'http://localhost').pathname))
        if (!file || !existsSync(file)) return response.writeHead(404).end()
        response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        createReadStream(file).pipe(response)
    })
    await new Promise(done => server.listen(0, '127.0.0.1', done))
    return { base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

// The browser, driven by the puppeteer-core of a node_modules folder.
export const launch = (modules, executablePath, browser = 'chrome') => {
    const puppeteer = createRequire(join(resolve(modules), 'any.js'))('puppeteer-core')
    return puppeteer.launch({ browser, executablePath, args: browser === 'chrome' ? ['--no-sandbox', '--disable-gpu'] : [] })
}
