"""What it adds up to: frames, rates, agreement, totals, derivations, gaps and exports."""
