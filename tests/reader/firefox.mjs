// What an editor does with the page of `publish preview`, in Firefox: node firefox.mjs NODE_MODULES FIREFOX ADDRESS
// Prints what was seen, as JSON.
import { launch } from './browser.mjs'

const [modules, firefox, address] = process.argv.slice(2)
const browser = await launch(modules, firefox, 'firefox')
const seen = { faults: [] }
try {
    const page = await browser.newPage()
    page.setDefaultTimeout(60_000)
    await page.setViewport({ width: 1500, height: 900 })
    page.on('pageerror', fault => seen.faults.push(String(fault)))
    page.on('console', message => message.type() === 'error' && seen.faults.push(message.text()))
    await page.goto(address)
    const text = selector => page.$eval(selector, element => element.textContent)
    const until = (selector, part) => page.waitForFunction(
        (selector, part) => document.querySelector(selector)?.textContent.includes(part), {}, selector, part)
    await page.waitForSelector('#phase[data-phase=proved]')
    seen.phase = await text('#phase')

    await page.type('#words', 'a short sec')
    await page.keyboard.press('Enter')
    await until('#found', 'two.md:3')
    seen.found = await text('#found .entry small')
    await page.waitForSelector('.sheet .words .at')
    seen.marked = (await page.$$('.sheet .words .at')).length

    const word = await (await page.$('.sheet .words .at')).boundingBox()
    await page.mouse.click(word.x + word.width / 2, word.y + word.height / 2)
    await page.waitForSelector('#place code')
    seen.command = await text('#place code')

    await page.click('.door.note[title^="Note 1: page"]')
    await until('#place', 'note a')
    seen.note = await text('#place')

    await page.waitForSelector('#frame[data-ready*=two]')
    const book = await (await page.$('#frame')).contentFrame()
    seen.ebook = await book.$eval('h1', heading => heading.textContent)
    await book.$eval('a', call => call.click())
    await page.waitForSelector('#note:not([hidden])')
    seen.popup = (await text('#note div')).trim()
    await page.keyboard.press('Escape')
    await page.select('#light', 'dark')
    seen.dark = await book.$eval('html', root => getComputedStyle(root).backgroundColor)

    await page.focus('#spread')
    await page.keyboard.press('Home')
    await page.waitForSelector('.recto img[alt="Page i"]')
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(() => document.querySelector('#page').value !== 'i')
    seen.turned = await page.$eval('#page', field => field.value)
    if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE })
} finally {
    await browser.close()
}
console.log(JSON.stringify(seen))
