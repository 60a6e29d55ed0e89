// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "beckon/lifecycle/policy.hpp"
#include "beckon/smtp/smtp_mailer.hpp"
#include "tests/soak/dice.hpp"
#include "tests/soak/history.hpp"
#include "tests/soak/stores.hpp"

/// Processes at work on one account and one outbox, which may be killed at any moment, and what is known of them then.
namespace beckon::soak {

/// What a courier did to a mail.
struct MailStep {
    enum class Kind : std::uint8_t { claimed, settled };

    Kind kind{};
    UserId user{};
    std::int64_t revision = 0;
    std::int64_t fence = 0;
    std::uint64_t began = 0;
    std::uint64_t ended = never;  ///< Of a claim: just after it was had.
    bool taken = false;           ///< Of a settlement: it was not refused as `not_held`.
    bool sent = false;            ///< Of a settlement: it says that the mail was sent.
};

inline constexpr std::uint32_t most_users = 20;  ///< Invited by one inviter.

/// What the workers of a round share with whoever judges them.
struct Board {
    static constexpr std::size_t most_workers = 2;

    std::atomic<std::uint64_t> tickets{0};
    std::atomic<Micros> now{0};
    std::atomic<std::uint32_t> users{0};  ///< Invitations that were begun.
    std::atomic<std::uint32_t> ready{0};  ///< Workers that have opened the store.
    std::atomic<bool> is_done{false};     ///< The course came to its end.
    std::array<Log<Operation, 150>, most_workers> people{};
    std::array<Log<MailStep, 600>, most_workers> couriers{};
    std::atomic<bool> in_trouble{false};
    std::array<char, 300> trouble{};  ///< What went wrong in a worker that should not.

    void clear();
};

/// What workers need to know.
struct Workplace {
    Place place{};
    Sabotage sabotage = Sabotage::none;
    std::uint64_t stamp = 0;  ///< Of the run.
    std::uint64_t round = 0;
    SmtpOptions smtp{};

    AccountId account() const { return account_of(round); }
    AccountId account_of(std::uint64_t any_round) const;
    UserId user(std::uint32_t number) const;
    std::uint64_t round_of(const UserId& user) const;  ///< Greater than any where the user is of another run.
};

/// By what rules the workers invite.
const Policy& policy_of_workers();

/// The store, once it can be opened and read: a server may be starting up.
std::unique_ptr<Store> open_patiently(const Workplace& workplace);

/// What an operation of the inviter or the accepter asks, asked (again).
Answer ask_again(Store& store, const Workplace& workplace, const Clock& clock, const Operation& operation);

void invite_people(const Workplace& workplace, Board& board, Dice dice);  ///< Also resends, cancels, and more.
void accept_people(const Workplace& workplace, Board& board, Dice dice);  ///< Also declines.
void send_mails(const Workplace& workplace, Board& board, std::size_t courier, Dice dice);

/// A fixed course through all of it, once.
void run_course(const Workplace& workplace, Board& board);

}  // namespace beckon::soak
