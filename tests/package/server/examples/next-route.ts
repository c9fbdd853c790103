import { verifyWebhook, WebhookError } from '@getpassage/web-react/server';
import { linkEnded } from './link-ended.js';

export async function POST(request: Request): Promise<Response> {
  try {
    const body = await request.arrayBuffer();
    const event = await verifyWebhook({
      body,
      headers: request.headers,
      baseUrl: process.env.PASSAGE_URL,
    });
    await linkEnded(event);
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    console.warn('webhook refused:', error.code);
    return new Response(null, { status: error.status });
  }
}
