import type { Verdict } from '../protocol/verdict.js';
import { findingText } from '../reports/parts/finding-parts.js';

/** A finding as the reader of a test report needs it. */
export const finding = (verdict: Verdict): string => `${verdict.title}\n${findingText(verdict)}`;
