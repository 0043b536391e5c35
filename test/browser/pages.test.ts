import { describe, expect, test } from 'vitest'
import { renderHtml } from '../../src/report/html/rule.js'
import { sample } from '../report/sample.js'
import { fullScan, manyReports, scanOf } from '../scan/many.js'
import { aBrowser, violations } from './support/browser.js'
import { pageOf } from './support/pages.js'

const browser = aBrowser()
const pages = { rule: renderHtml(sample), scan: await pageOf(fullScan()) }
const many = await pageOf(scanOf(manyReports(250)))

const cases = (['rule', 'scan'] as const).flatMap((name) =>
  ([375, 1280] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ name, width, colorScheme })),
  ),
)

describe.each(cases)('the page of a $name, $width pixels wide, $colorScheme', ({ name, width, colorScheme }) => {
  test('loads nothing, complains of nothing, fits, and is accessible, also where it is opened', async () => {
    const { page, requests, complaints } = await browser.open(pages[name], {
      viewport: { width, height: 900 },
      colorScheme,
    })
    for (const summary of await page.locator('summary:visible').all()) await summary.click()
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    expect(complaints).toEqual([])
    expect(requests).toHaveLength(1)
    await page.context().close()
  })
})

test('an accessibility fault would be found', async () => {
  const { page } = await browser.open(pages.rule.replace('<h1>', '<img src="data:,"><h1>'))
  expect((await violations(page)).join()).toContain('image-alt')
  await page.context().close()
})

describe.each([
  ['few rules', pages.scan],
  ['many rules', many],
])('without its script, the page of %s', (_, text) => {
  test('has every rule and its whole report one click away, and no control that does nothing', async () => {
    const { page, complaints } = await browser.open(text, { javaScriptEnabled: false })
    const row = page.locator('.rules>li[data-v=broken]').first()
    const finding = row.locator('.body .first')
    expect(await finding.isVisible()).toBe(false)
    await row.locator('.rule>summary').click()
    await finding.waitFor({ state: 'visible', timeout: 5000 })
    expect(await finding.innerText()).toContain('Role ledger-invoke does not allow EventBridge to assume it.')
    expect(await row.locator('svg.path').isVisible()).toBe(true)
    expect(await page.locator('.filter, .only, .copy').filter({ visible: true }).count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })
  test('a cause leads to a rule and opens it', async () => {
    const { page } = await browser.open(text, { javaScriptEnabled: false })
    const link = page.locator('.cause a[href^="#r"]').first()
    const id = (await link.getAttribute('href'))?.slice(1)
    await link.click()
    await page.locator(`[id="${id}"]`).waitFor({ state: 'visible' })
    await page.context().close()
  })
})

describe.each([
  ['few rules', pages.scan, 40],
  ['many rules', many, 250],
])('the page of %s', (_, text, all) => {
  test('is filtered and opened with the keyboard alone', async () => {
    const { page, complaints } = await browser.open(text)
    const said = page.locator('output')
    const focused = () => page.evaluate('document.activeElement.name || document.activeElement.tagName')
    const tabTo = async (name: string) => {
      for (let i = 0; i < 400 && (await focused()) !== name; i++) await page.keyboard.press('Tab')
      expect(await focused()).toBe(name)
    }
    expect(await said.textContent()).toBe(`${all} of ${all} rules`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await tabTo('t')
    await page.keyboard.type('invoice-sent-37')
    expect(await said.textContent()).toBe(`1 of ${all} rules`)
    await tabTo('v')
    await page.keyboard.type('healthy')
    expect(await said.textContent()).toBe(`0 of ${all} rules`)
    await tabTo('BUTTON')
    await page.keyboard.press('Enter')
    await expect.poll(() => said.textContent()).toBe(`${all} of ${all} rules`)
    await tabTo('SUMMARY')
    await page.keyboard.press('Enter')
    expect(await page.locator('.rule[open] .body').first().isVisible()).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })
  test('shows the rules of one cause, of one event bus, of one verdict, and in another order', async () => {
    const { page } = await browser.open(text)
    const shown = page.locator('.rules>li:not([hidden])')
    const names = () => shown.locator('.rule>summary h3').allTextContents()
    const first = page.locator('.cause').first()
    await first.locator('.only').click()
    await first
      .locator('.rest>summary')
      .click({ timeout: 1000 })
      .catch(() => {})
    await expect.poll(async () => (await names()).sort()).toEqual((await first.locator('a').allTextContents()).sort())
    await page.locator('.filter button').click()
    await page.selectOption('[name=b]', { label: 'billing' })
    expect(new Set(await shown.locator('.bus').allTextContents())).toEqual(new Set(['billing']))
    await page.locator('.filter button').click()
    await page.locator('.legend a[data-v=at-risk]').click()
    expect(new Set(await shown.locator('.s').allTextContents())).toEqual(new Set(['at risk']))
    await page.locator('.filter button').click()
    await page.selectOption('[name=o]', 'n')
    const sorted = await names()
    expect(sorted).toHaveLength(all)
    expect(sorted).toEqual([...sorted].sort((a, b) => a.localeCompare(b)))
    await page.context().close()
  })
  test('a link to a rule opens it, also when the filter had hidden it', async () => {
    const { page } = await browser.open(text)
    await page.selectOption('[name=v]', 'healthy')
    const link = page.locator('.cause a[href^="#r"]').first()
    const id = (await link.getAttribute('href'))?.slice(1)
    await link.click()
    await page.locator(`[id="${id}"]`).waitFor({ state: 'visible' })
    await page.context().close()
  })
})

test('a command is copied with one click', async () => {
  const { page } = await browser.open(pages.rule, { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.locator('.fix .copy').first().click()
  await expect.poll(() => page.locator('.fix .copy').first().textContent()).toBe('Copied')
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    await page.locator('.fix pre').first().textContent(),
  )
  await page.context().close()
})

test('on paper there are no controls, the undo of a fix is shown, and a dark system prints on white', async () => {
  const { page } = await browser.open(pages.rule, { colorScheme: 'dark' })
  const undo = page.locator('.undo pre').first()
  const shown = () => undo.evaluate((element) => element.checkVisibility())
  expect(await shown()).toBe(false)
  await page.emulateMedia({ media: 'print' })
  expect(await shown()).toBe(true)
  expect(await page.locator('.copy').filter({ visible: true }).count()).toBe(0)
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-')
  await page.context().close()
})

test('on paper a scan has every rule, and the reports that were opened', async () => {
  const { page } = await browser.open(pages.scan)
  await page.locator('.rule>summary').first().click()
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.rule>summary').filter({ visible: true }).count()).toBe(40)
  const seen = await page.locator('.body').evaluateAll((bodies) => bodies.map((body) => body.checkVisibility()))
  expect(seen.filter(Boolean)).toHaveLength(1)
  expect(await page.locator('.filter').isVisible()).toBe(false)
  await page.context().close()
})
