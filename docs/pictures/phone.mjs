// node phone.mjs MODULES CHROMIUM BOOK TITLE PICTURE: the first note of the section TITLE as it opens on a phone, as a PNG.
import { join, normalize, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch, serve } from '../../tests/reader/browser.mjs'

const [modules, chromium, book] = process.argv.slice(2, 5).map(path => resolve(path))
const [title, picture] = process.argv.slice(5)

const fileOf = path => {
    if (path === '/') return fileURLToPath(new URL('phone.html', import.meta.url))
    if (path === '/book.epub') return book
    if (path.startsWith('/modules/')) return join(modules, normalize(path.slice('/modules'.length)))
    return null
}

const { base, close } = await serve(fileOf)
const browser = await launch(modules, chromium)
try {
    const page = await browser.newPage()
    await page.setViewport({ width: 390, height: 700, deviceScaleFactor: 2 })
    await page.goto(base)
    await page.waitForFunction('window.ready')
    await page.evaluate(name => window.open_note(name), title)
    await new Promise(done => setTimeout(done, 500)) // the window's shadow and the fonts
    await page.screenshot({ path: picture })
} finally {
    await browser.close()
    close()
}
