"""Linear programmes solved by HiGHS through SciPy, which is loaded when the first one is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.disclosure.solving import LinearSystem
from infrastructure.work import PgWork


class HighsSolver:
    """Keeps `domain.disclosure.solving.Solver`."""

    def __init__(self, work: PgWork | None = None) -> None:
        """Take the work that asks, like every view; nothing of it is needed."""

    def system(self, columns: int, rows: Sequence[Mapping[int, float]]) -> LinearSystem:
        """Return the system; its matrix is built once."""
        return _HighsSystem(columns, rows)


class _HighsSystem:
    def __init__(self, columns: int, rows: Sequence[Mapping[int, float]]) -> None:
        from scipy.sparse import csr_array

        factors = [factor for row in rows for factor in row.values()]
        places = [column for row in rows for column in row]
        ends = [0]
        for row in rows:
            ends.append(ends[-1] + len(row))
        self._matrix = csr_array((factors, places, ends), shape=(len(rows), columns))

    def best(
        self, worth: Mapping[int, float], low: Sequence[float], high: Sequence[float]
    ) -> Sequence[float] | None:
        """Return the best columns; None where the bounds leave none."""
        import numpy as np
        from scipy.optimize import linprog

        aim = np.zeros(len(low))
        for column, value in worth.items():
            aim[column] = -value
        found = linprog(
            aim,
            A_eq=self._matrix,
            b_eq=np.zeros(self._matrix.shape[0]),
            bounds=np.column_stack([low, high]),
            method="highs-ds",
        )
        if found.status == 2:
            return None
        if found.status != 0:
            raise ArithmeticError(found.message)
        return found.x.tolist()  # type: ignore[no-any-return]
