// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>

namespace beckon::soak {

namespace linearizability {

template <class Operation, class State, class Step>
class Search {
public:
    Search(std::span<const Operation> history, const Step& step) : history_(history), step_(step) {
        if (history.size() > 64) throw std::length_error("a history of more than 64 operations");
        for (std::size_t i = 0; i < history.size(); ++i) {
            if (history[i].has_answer()) answered_ |= bit(i);
        }
    }

    /// Whether what is not `done` can follow on `state`.
    bool can_end(std::uint64_t done, const State& state) {
        if ((answered_ & ~done) == 0) return true;
        if (!tried_.emplace(done, state).second) return false;
        std::uint64_t first_end = ~std::uint64_t{0};
        for (std::size_t i = 0; i < history_.size(); ++i) {
            if ((done & bit(i)) == 0) first_end = std::min<std::uint64_t>(first_end, history_[i].ended);
        }
        for (std::size_t i = 0; i < history_.size(); ++i) {
            if ((done & bit(i)) != 0 || history_[i].began > first_end) continue;
            const std::optional<State> after = step_(state, history_[i]);
            if (after && can_end(done | bit(i), *after)) return true;
        }
        return false;
    }

private:
    static std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << i; }

    std::span<const Operation> history_;
    const Step& step_;
    std::uint64_t answered_ = 0;
    std::set<std::pair<std::uint64_t, State>> tried_;
};

}  // namespace linearizability

/// Whether the operations can be put in one order, each at a point between its beginning and its end, in which one
/// after another gives every answer that was given (Wing and Gong's search, with the states tried remembered). One
/// without an answer (`has_answer`) may stand anywhere after its beginning, or nowhere.
///
/// `step(state, operation)`: the state after it; none where it would have been answered otherwise. States are ordered
/// by `<`. At most 64 operations.
template <class Operation, class State, class Step>
bool is_linearizable(std::span<const Operation> history, const State& initial, const Step& step) {
    return linearizability::Search<Operation, State, Step>(history, step).can_end(0, initial);
}

}  // namespace beckon::soak
