import express from 'express';
import { verifyWebhook, WebhookError } from '@getpassage/web-react/server';
import { linkEnded } from './link-ended.js';

export const app = express();

// express.raw() on this route, before any express.json(): the signature covers
// the raw bytes.
app.post(
  '/webhooks/passage',
  express.raw({ type: 'application/json', limit: '1mb' }),
  async (request, response) => {
    try {
      const event = await verifyWebhook({
        body: request.body,
        headers: request.headers,
        baseUrl: process.env.PASSAGE_URL,
      });
      await linkEnded(event);
      response.sendStatus(204);
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      console.warn('webhook refused:', error.code);
      response.sendStatus(error.status);
    }
  },
);

app.use(express.json());
