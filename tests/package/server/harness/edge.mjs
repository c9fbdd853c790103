// The script that runs inside the edge runtime.

export * as server from '@getpassage/web-react/server';
export { call, verify } from './driver.mjs';
