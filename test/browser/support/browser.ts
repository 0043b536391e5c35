import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { findChromium } from '../../../scripts/chromium.mjs'

/** A page that was opened, with all that it asked for and complained of. */
export interface Opened {
  page: Page
  /** Every address that was asked for. */
  requests: readonly string[]
  /** What the page wrote to the console, threw, or wanted to tell with a dialog. */
  complaints: readonly string[]
}

/** One browser for a file of tests, and a folder for its pages. */
export function aBrowser() {
  let browser: Browser
  let folder: string
  beforeAll(async () => {
    const executablePath = findChromium()
    if (!executablePath) throw new Error('There is no Chromium: node scripts/chromium.mjs')
    // As root, as in a container, Chromium has no sandbox.
    browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 })
    folder = mkdtempSync(join(tmpdir(), 'eb-doctor-browser-'))
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })
  return {
    /** Writes a page to a file and opens it without a network. */
    async open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
      const file = join(folder, 'page.html')
      writeFileSync(file, html)
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options, offline: true })
      const page = await context.newPage()
      const requests: string[] = []
      const complaints: string[] = []
      page.on('request', (request) => requests.push(request.url()))
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('dialog', async (dialog) => {
        complaints.push(dialog.message())
        await dialog.dismiss()
      })
      await page.goto(pathToFileURL(file).href)
      expect(requests).toEqual([pathToFileURL(file).href])
      return { page, requests, complaints }
    },
  }
}

/** What axe-core finds wrong, each as rule and element. */
export async function violations(page: Page): Promise<string[]> {
  // As a debugger would: the policy of the page allows no other script.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe has put itself there
    const { violations } = await (globalThis as any).axe.run()
    return violations.flatMap(({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`),
    )
  })
}
