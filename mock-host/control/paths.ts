import { own } from '../routes/login-link.js';

/** The page of the inspector; what belongs to it lies below. */
export const controlRoot: string = `${own}/`;

/** Where the API begins, version included. */
export const apiRoot: string = `${own}/api/v1`;
