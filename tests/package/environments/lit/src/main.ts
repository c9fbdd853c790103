import '@getpassage/web-react/element';
import { type ConnectionError, configure } from '@getpassage/web-react/core';
import { html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { claimCode, connectUrl } from './generated/backend';

@customElement('connect-page')
export class ConnectPage extends LitElement {
  @state() private live = false;
  @state() private status = 'idle';
  @state() private log: string[] = [];

  override async firstUpdated() {
    configure({ baseUrl: await connectUrl() });
    this.live = true;
  }

  private ended(outcome: string, line = outcome) {
    this.status = outcome;
    this.log = [...this.log, line];
  }

  override render() {
    return html`
      <main>
        <passage-connect
          .claimCode=${claimCode}
          @passage-complete=${() => this.ended('complete')}
          @passage-error=${(event: CustomEvent<ConnectionError>) => this.ended('error', `error ${event.detail.code}`)}
          @passage-close=${() => this.ended('closed')}
        >
          <button slot="button" type="button" ?disabled=${!this.live}>Connect</button>
        </passage-connect>
        <p>status: ${this.status}</p>
        <ol aria-label="Log">
          ${this.log.map((line) => html`<li>${line}</li>`)}
        </ol>
      </main>
    `;
  }
}
