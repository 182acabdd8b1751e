"""Linear programmes solved by HiGHS, which is loaded when the first one is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.disclosure.solving import LinearSystem

PRIMAL, DUAL = 4, 1
"""Ways of the simplex, as HiGHS numbers them."""


class HighsSolver:
    """Keeps `domain.disclosure.solving.Solver`."""

    WAITS_FOR_FOLLOWER = False

    def __init__(self, work: object = None) -> None:
        """Take the work that asks, like every view; nothing of it is needed."""

    def system(self, columns: int, rows: Sequence[Mapping[int, float]]) -> LinearSystem:
        """Return the system."""
        return _HighsSystem(columns, rows)


class _HighsSystem:
    """One model; each question goes on from the answer before, so the same questions get the same answers."""

    def __init__(self, columns: int, rows: Sequence[Mapping[int, float]]) -> None:
        import highspy
        import numpy as np

        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, len(rows)
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(columns)
        model.row_lower_ = model.row_upper_ = np.zeros(len(rows))
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.start_ = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
        matrix.index_ = np.array([column for row in rows for column in row], dtype=np.int32)
        matrix.value_ = np.array([factor for row in rows for factor in row.values()])
        self._solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("simplex_strategy", PRIMAL)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)
        self._every = np.arange(columns, dtype=np.int32)
        self._found = highspy.HighsModelStatus.kOptimal
        self._none = (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        )

    def best(
        self, worth: Mapping[int, float], low: Sequence[float], high: Sequence[float]
    ) -> Sequence[float] | None:
        """Return the best columns; None where the bounds leave none.

        Raises:
            ArithmeticError: The solver gave up.
        """
        import numpy as np

        cost = np.zeros(len(low))
        for column, value in worth.items():
            cost[column] = -value
        self._solver.changeColsCost(len(low), self._every, cost)
        self._solver.changeColsBounds(len(low), self._every, np.array(low), np.array(high))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status != self._found and status not in self._none:
            status = self._from_the_start()
        if status in self._none:
            return None
        if status != self._found:
            raise ArithmeticError(str(status))
        return list(self._solver.getSolution().col_value)

    def _from_the_start(self) -> object:
        """Solve once more without the answer before, from which no way on was found; then by the dual simplex too."""
        status = None
        for strategy in (PRIMAL, DUAL):
            self._solver.clearSolver()
            self._solver.setOptionValue("simplex_strategy", strategy)
            self._solver.run()
            status = self._solver.getModelStatus()
            if status == self._found or status in self._none:
                break
        self._solver.setOptionValue("simplex_strategy", PRIMAL)
        return status
