/** The requirements of one shard, in the order of the catalogue; the first shards take one more where it does not come out even. */
export function shareOf<T>(all: readonly T[], shard: number, shards: number): readonly T[] {
  const [least, more] = [Math.floor(all.length / shards), all.length % shards];
  const start = (at: number): number => at * least + Math.min(at, more);
  return all.slice(start(shard), start(shard + 1));
}
