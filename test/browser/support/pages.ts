import { html } from '../../../src/scan/render/html.js'
import { again, type Scan } from '../../scan/many.js'

/** The page of a scan, whole. */
export async function pageOf({ scan, reports }: Scan): Promise<string> {
  let page = ''
  for await (const piece of html.begin({ width: 100, color: false, failOn: 'error' }).end(scan, again(reports)))
    page += piece
  return page
}
