import { readFileSync } from 'node:fs'
import { validateXML } from 'xmllint-wasm'

/** What the xUnit plugin of Jenkins holds a test report against before it takes it. There is no other standard of JUnit's form. */
const SCHEMA = readFileSync(new URL('schemas/junit-10.xsd', import.meta.url), 'utf8')

/** What libxml2 finds wrong with a test report: as XML, and by the schema of Jenkins. Empty when nothing is. */
export async function junitSchemaComplaints(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: xml },
    schema: { fileName: 'junit-10.xsd', contents: SCHEMA },
  })
  return errors.map(({ message }) => message)
}
