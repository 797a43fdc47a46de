import type { IncomingMessage } from 'node:http';

import type { HostEvent } from '../event-log.js';
import type { Site } from '../site.js';
import type { Fault } from './faults.js';

const touched = new WeakMap<IncomingMessage, readonly Fault[]>();

/** Takes note that a fault happened to a request, for the handshake that it turns out to belong to. */
export const markTouched = (request: IncomingMessage, fault: Fault): void =>
  void touched.set(request, [...faultsOf(request), fault]);

/** The faults that happened to a request. */
export const faultsOf = (request: IncomingMessage): readonly Fault[] => touched.get(request) ?? [];

/** Says that a fault happened, and to which handshake. */
export function tellFault(
  { log, memory }: Pick<Site, 'log' | 'memory'>,
  { id, sentence }: Fault,
  where: Pick<HostEvent, 'path' | 'handshake'> = {},
): void {
  if (where.handshake !== undefined) memory.journal.touch(where.handshake, id);
  log.tell({ kind: 'fault', sentence: `On demand: ${sentence}`, faults: [id], ...where });
}
