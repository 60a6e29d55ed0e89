# Nobody, nothing.
