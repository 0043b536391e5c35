import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A package registry on this machine that holds one package, in one version. */
export interface Registry {
  url: string
  close(): Promise<void>
}

/** Serves a tarball as npm expects it of a registry, on a free port. */
export async function startRegistry(name: string, version: string, tarball: string): Promise<Registry> {
  const content = readFileSync(tarball)
  const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`
  const server = createServer((request, response) => {
    const url = `http://${request.headers.host}`
    if (request.url === `/${name}`) {
      const dist = { tarball: `${url}/${name}.tgz`, integrity }
      const versions = { [version]: { name, version, dist, bin: { [name]: './bin/run.js' } } }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
    } else if (request.url === `/${name}.tgz`) {
      response.end(content)
    } else {
      response.writeHead(404).end('{}')
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
