/** The width of a page of text that no terminal asks for, in columns. */
export const usualWidth = 80;

/** No text is wider: lines that long are hard to read. */
const widest = 100;

/** How wide text is for a terminal of so many columns; undefined for one that does not tell. */
export const textWidth = (columns: number | undefined): number =>
  Math.min(columns ?? usualWidth, widest);
