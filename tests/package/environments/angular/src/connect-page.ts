import '@getpassage/web-react/element';
import { afterNextRender, Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { type ConnectionError, configure } from '@getpassage/web-react/core';
import { claimCode, connectUrl } from './generated/backend';

@Component({
  selector: 'connect-page',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <passage-connect
        [claimCode]="claimCode"
        (passage-complete)="ended('complete')"
        (passage-error)="failed($event)"
        (passage-close)="ended('closed')"
      >
        <button slot="button" type="button" [disabled]="!live()">Connect</button>
      </passage-connect>
      <p>status: {{ status() }}</p>
      <ol aria-label="Log">
        @for (line of log(); track $index) {
          <li>{{ line }}</li>
        }
      </ol>
    </main>
  `,
})
export class ConnectPage {
  readonly claimCode = claimCode;
  readonly live = signal(false);
  readonly status = signal('idle');
  readonly log = signal<string[]>([]);

  constructor() {
    afterNextRender(async () => {
      configure({ baseUrl: await connectUrl() });
      this.live.set(true);
    });
  }

  ended(outcome: string, line = outcome) {
    this.status.set(outcome);
    this.log.update((lines) => [...lines, line]);
  }

  failed(event: Event) {
    this.ended('error', `error ${(event as CustomEvent<ConnectionError>).detail.code}`);
  }
}
