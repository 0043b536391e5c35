import { expect } from 'vitest'

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)\/?>/g

const ELEMENTS =
  'html head meta title style body script svg defs g circle path use text rect header main footer section article aside nav div p span b h1 h2 h3 h4 ul ol li dl dt dd table thead tbody tfoot tr th td code pre a time details summary form label input select option output button'.split(
    ' ',
  )

const ATTRIBUTES =
  'lang charset http-equiv content name id class href rel role tabindex scope d viewBox width height x y r aria-hidden aria-label aria-live preserveAspectRatio data-v data-b data-c data-n data-k type value hidden placeholder autocomplete for'.split(
    ' ',
  )

/**
 * Reads a page as strictly as no browser does: every `<` begins an element that eb-doctor makes, with attributes that it makes,
 * every link leads to the page itself or to the project's own pages, and there is one style and one script.
 */
export function readStrictly(page: string): { elements: number; text: string } {
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page) ?? []
  const [, script = ''] = /<script>([\s\S]*)<\/script>\n<\/body>\n<\/html>\n$/.exec(page) ?? []
  expect([style, script].map(({ length }) => length > 100)).toEqual([true, true])
  const rest = page.replace('<!doctype html>\n', '').replace(style, '').replace(script, '')
  let elements = 0
  const text = rest.replace(TAG, (_, end: string, element: string, attributes: string) => {
    expect(ELEMENTS).toContain(element)
    for (const [, name, value = ''] of attributes.matchAll(/ ([a-zA-Z-]+)(?:="([^"]*)")?/g)) {
      expect(ATTRIBUTES).toContain(name)
      if (name === 'href') expect(value).toMatch(/^#[a-z0-9-]+$|^https:\/\/github\.com\/eb-doctor\/eb-doctor\//)
    }
    if (end === '') elements += 1
    return ''
  })
  expect(text).not.toMatch(/[<>]/)
  expect(rest.match(/<script/g)).toHaveLength(1)
  expect(rest.match(/<style/g)).toHaveLength(1)
  return { elements, text }
}
