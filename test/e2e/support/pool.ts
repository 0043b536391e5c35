/** Does a job for each item, `size` at a time; each worker has what `open` made for it. Results in the items' order. */
export async function pooled<Item, Tool, Result>(
  items: readonly Item[],
  size: number,
  open: () => Promise<Tool>,
  close: (tool: Tool) => Promise<void>,
  job: (item: Item, tool: Tool) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  const queue = items.entries()
  await Promise.all(
    Array.from({ length: size }, async () => {
      const tool = await open()
      for (const [index, item] of queue) results[index] = await job(item, tool)
      await close(tool)
    }),
  )
  return results
}
