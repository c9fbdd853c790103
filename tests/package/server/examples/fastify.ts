import Fastify from 'fastify';
import { verifyWebhook, WebhookError } from '@getpassage/web-react/server';
import { linkEnded } from './link-ended.js';

export const app = Fastify();

// A separate plugin, so that JSON bodies stay raw in here and are parsed
// everywhere else.
app.register(async (webhooks) => {
  webhooks.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );

  webhooks.post<{ Body: Buffer }>('/webhooks/passage', async (request, reply) => {
    try {
      const event = await verifyWebhook({
        body: request.body,
        headers: request.headers,
        baseUrl: process.env.PASSAGE_URL,
      });
      await linkEnded(event);
      return reply.code(204).send();
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      console.warn('webhook refused:', error.code);
      return reply.code(error.status).send();
    }
  });
});
