import { describe, expect, test } from 'vitest'
import { html, link, trusted, verbatim } from '../../../src/report/html/escape.js'

describe('a template of HTML', () => {
  test('shows text as just this text, in an element and in an attribute', () => {
    const name = `</style><img src=x onerror="alert('1')">&amp;`
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;/style&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;">' +
        '&lt;/style&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;</p>',
    )
  })
  test('takes HTML as it is, lists one after the other, numbers as text, and nothing for what is not there', () => {
    const items = ['a<', 2].map((item) => html`<li>${item}</li>`)
    expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}${trusted('<br>')}`.markup).toBe(
      '<ul><li>a&lt;</li><li>2</li></ul>0<br>',
    )
  })
  test('leaves out the line breaks of the template, and none of the text', () => {
    expect(
      html`<b>
      ${'one\ntwo'}
    </b>`.markup,
    ).toBe('<b>one two</b>')
  })
  test('shows a character that cannot be seen, or that would turn the text around, as U+FFFD', () => {
    expect(html`${'a\u202eb\u0000c\u{e0041}d'}`.markup).toBe('a\ufffdb\ufffdc\ufffdd')
  })
})

test('text of a command keeps its lines and its length, and nothing invisible', () => {
  const long = 'x'.repeat(5000)
  expect(verbatim(`aws \\\n  --name '<b>'\u001b[31m\r${long}`).markup).toBe(
    `aws \\\n  --name &#39;&lt;b&gt;&#39;\ufffd[31m\ufffd${long}`,
  )
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  '//example.com/',
  'http://example.com/',
  'https:alert(1)',
  '"><b>',
])('the address %s is shown and not linked', (address) => expect(link(address, 'x').markup).not.toMatch(/<a |<b>/))
test('an address of the web is linked, without telling it where the reader comes from', () => {
  expect(link('https://example.com/a"b', 'page').markup).toBe(
    '<a href="https://example.com/a&quot;b" rel="noreferrer">page</a>',
  )
})
