// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "beckon/lifecycle/refusal.hpp"
#include "beckon/lifecycle/user.hpp"
#include "beckon/ports/world.hpp"

/// What contenders did to users, when, and what they were told: the material of the check in linearizability.hpp. It
/// lives in memory that processes share, so that it outlives the killing of whoever wrote it.
namespace beckon::soak {

/// Microseconds since the day on which every soak begins.
using Micros = std::int64_t;

Instant at(Micros micros);
Micros micros_of(Instant instant);

enum class Verb : std::uint8_t {
    invite,
    begin_setup,
    accept,
    decline,
    resend,
    send_new,
    cancel,
    deactivate,
    activate,
    remove,
    read
};

/// Where a user stands, the tombstones told apart.
enum class Phase : std::uint8_t { nobody, invited, active, deactivated, cancelled, declined, removed };

struct Request {
    Verb verb{};
    std::uint32_t generation = 0;  ///< Of the link, for what is done by link.
    std::uint32_t key = 0;         ///< The idempotency key's number; 0: none.
};

struct Answer {
    enum class Kind : std::uint8_t {
        ok,
        refused,
        failed,   ///< The store failed, having changed nothing.
        unknown,  ///< None came: it may have happened, may still happen, or not.
    };

    Kind kind = Kind::unknown;
    Reason reason{};             ///< Where refused.
    bool first = false;          ///< Where accepted.
    std::int64_t revision = 0;   ///< Where ok.
    Phase phase{};               ///< Where read.
    std::uint32_t generation{};  ///< Where read.

    friend bool operator==(const Answer&, const Answer&) = default;
};

inline constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

/// One call. `began` and `ended` are tickets of one counter: an operation that ended before another began has a smaller
/// number. Whatever got no answer never ended.
struct Operation {
    UserId user{};
    std::uint32_t worker = 0;
    Request request{};
    Micros now = 0;  ///< The last reading of the clock: that of the attempt which was answered.
    std::uint64_t began = 0;
    std::uint64_t ended = never;
    Answer answer{};

    bool has_answer() const { return ended != never; }
};

static_assert(std::is_trivially_copyable_v<Operation>);

/// One line for people.
std::string in_words(const Operation& operation);
std::string in_words(std::span<const Operation> history);

/// The answer of a read.
Answer seen(const std::optional<User>& user);

/// Entries that one writer appends to, and anybody may read.
template <class Entry, std::size_t capacity>
class Log {
public:
    bool is_full() const { return count_ == capacity; }

    /// Throws std::length_error when it is full.
    Entry& append(const Entry& entry) {
        const std::size_t place = count_.load(std::memory_order_relaxed);
        entries_.at(place) = entry;
        count_.store(place + 1, std::memory_order_release);
        return entries_[place];
    }

    std::span<const Entry> entries() const { return {entries_.data(), count_.load(std::memory_order_acquire)}; }
    void clear() { count_ = 0; }

private:
    std::atomic<std::size_t> count_{0};
    std::array<Entry, capacity> entries_{};
};

/// Notes the operations of one worker. An operation stands in the log before it begins, and gets its answer afterwards:
/// of one that is cut short by a kill it is known that it began.
class Recorder {
public:
    Recorder(std::uint32_t worker, std::atomic<std::uint64_t>& tickets) : worker_(worker), tickets_(&tickets) {}

    /// The clock of the service that the operations are asked of.
    Clock watched(std::function<Micros()> clock) {
        return [this, clock = std::move(clock)] {
            const Micros now = clock();
            if (current_ != nullptr) current_->now = now;
            return at(now);
        };
    }

    template <class AnyLog, class Call>
    const Operation& record(AnyLog& log, const UserId& user, const Request& request, Call call) {
        Operation& operation = log.append({.user = user, .worker = worker_, .request = request, .began = ++*tickets_});
        current_ = &operation;
        const Answer answer = call();
        operation.answer = answer;
        std::atomic_signal_fence(
            std::memory_order_seq_cst);  // A kill in between leaves an operation without an answer.
        if (answer.kind != Answer::Kind::unknown) operation.ended = ++*tickets_;
        current_ = nullptr;
        return operation;
    }

private:
    std::uint32_t worker_;
    std::atomic<std::uint64_t>* tickets_;
    Operation* current_ = nullptr;
};

}  // namespace beckon::soak
