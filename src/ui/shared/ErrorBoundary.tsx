import { Component, type ReactNode } from 'react';
import { faultOf } from '../../app/fault.ts';
import type { Fault } from '../../app/state.ts';
import { FaultPanel } from './FaultPanel.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Catches an exception of a component and offers to start again: React has removed the rest of the page. */
export class ErrorBoundary extends Component<Props, { fault: Fault | null }> {
  override state: { fault: Fault | null } = { fault: null };

  static getDerivedStateFromError(error: unknown): { fault: Fault } {
    return { fault: faultOf(error, 'drawing the page') };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    return (
      <div className="grid min-h-dvh place-items-center p-6">
        <FaultPanel fault={fault} onAgain={() => window.location.reload()} />
      </div>
    );
  }
}
