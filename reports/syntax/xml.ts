import { DOMImplementation, XMLSerializer } from '@xmldom/xmldom';
import type { Document, Element } from '@xmldom/xmldom';

/** An element: its attributes, and its text or its children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content?: string | readonly XmlElement[];
}

function built(document: Document, { name, attributes = {}, content = '' }: XmlElement): Element {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (typeof content === 'string') {
    if (content !== '') element.appendChild(document.createTextNode(content));
    return element;
  }
  for (const child of content) {
    element.appendChild(document.createTextNode('\n'));
    element.appendChild(built(document, child));
  }
  if (content.length > 0) element.appendChild(document.createTextNode('\n'));
  return element;
}

/** An XML 1.0 document, its last line ended. Its texts must hold characters of XML alone, as `tame` leaves them. */
export function xmlOf(root: XmlElement): string {
  const document = new DOMImplementation().createDocument(null, '');
  document.appendChild(built(document, root));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(document)}\n`;
}
