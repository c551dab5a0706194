import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConflictsPanel } from '../conflicts/ConflictsPanel';
import { FeedAnnouncer } from '../feed/FeedAnnouncer';
import { FeedPanel } from '../feed/FeedPanel';
import { LeaderboardPanel } from '../leaderboard/LeaderboardPanel';
import { LiveContext, useLiveSession } from '../live/live';
import { useStore } from '../live/store';
import { RatesPanel } from '../rates/RatesPanel';
import { PeopleContext, useRoster } from '../roster/roster';
import type { Session } from '../session/useSession';
import { PanelError } from '../ui/PanelError';
import { ConnectionBadge } from './ConnectionBadge';
import { Header } from './Header';
import './wall.css';

const SECTIONS = ['feed', 'rates', 'leaderboard', 'conflicts'] as const;

export function Wall({ session, onUnauthorized, onSignOut }: {
  session: Extract<Session, { kind: 'signedIn' }>; onUnauthorized(): void; onSignOut(): void;
}) {
  const { t } = useTranslation();
  const live = useLiveSession(session.api, session.token, onUnauthorized);
  const people = useRoster(session.api, live, onUnauthorized);
  const state = useStore(live.state);
  const [section, setSection] = useState<(typeof SECTIONS)[number]>('feed');
  // With rulings on the wall a broken connection is the badge's business; with nothing to show it is the page's.
  const nothingYet = !useStore(live.feed).loaded && state.phase === 'reconnecting';
  return (
    <LiveContext value={live}>
      <PeopleContext value={people}>
        <Header onSignOut={session.demo ? undefined : onSignOut}>
          <ConnectionBadge state={state} />
          <span className="who">{session.demo ? t('app.demo') : session.me.name}</span>
        </Header>
        <nav className="sections" aria-label={t('sections.nav')}>
          {SECTIONS.map((each) => (
            <button type="button" key={each} aria-pressed={each === section} onClick={() => setSection(each)}>{t(`sections.${each}`)}</button>
          ))}
        </nav>
        {nothingYet && <div className="wall-error"><PanelError error={state.error} /></div>}
        <main className="wall" data-shown={section}>
          <RatesPanel />
          <FeedPanel />
          <LeaderboardPanel onUnauthorized={onUnauthorized} />
          <ConflictsPanel onUnauthorized={onUnauthorized} />
        </main>
        <FeedAnnouncer />
      </PeopleContext>
    </LiveContext>
  );
}
