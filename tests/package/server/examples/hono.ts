import { Hono } from 'hono';
import { verifyWebhook, WebhookError } from '@getpassage/web-react/server';
import { linkEnded } from './link-ended.js';

export const app = new Hono();

app.post('/webhooks/passage', async (c) => {
  try {
    const body = await c.req.arrayBuffer();
    const event = await verifyWebhook({
      body,
      headers: c.req.raw.headers,
      baseUrl: process.env.PASSAGE_URL,
    });
    await linkEnded(event);
    return c.body(null, 204);
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    console.warn('webhook refused:', error.code);
    return c.body(null, error.status);
  }
});
