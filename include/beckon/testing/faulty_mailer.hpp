// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "beckon/ports/mailer.hpp"

namespace beckon::testing {

/// What is to happen to one `send` of a FaultyMailer.
struct MailFault {
    enum class Kind : std::uint8_t {
        /// `deferred`, and the mail is not handed on. A mail that was torn on its way is one of these: a server that
        /// got
        /// a part of it and not its end does not have it (RFC 5321 section 4.1.1.10).
        defers,
        rejects,        ///< `rejected`, and the mail is not handed on.
        is_away,        ///< `deferred` by a server that was not reached, and the mail is not handed on.
        loses_request,  ///< `unknown`, and the mail is not handed on.
        loses_answer,   ///< `unknown`, and the mail is handed on.
        throws,         ///< std::runtime_error, and the mail is not handed on.
        delays_call,    ///< Nothing goes wrong, but `meanwhile` runs before the mail is handed on.
        delays_answer,  ///< Nothing goes wrong, but `meanwhile` runs after it was, before the answer.
    };

    std::size_t at = 1;  ///< The how manieth mail after it was planned, from 1.
    Kind kind = Kind::defers;
    bool lasting = false;  ///< That mail and every one after it, until `mend`.
    /// Runs at that point, in the caller's thread and under no lock. What it throws is what `send` throws.
    std::function<void()> meanwhile{};
};

/// A mailer in front of another, whose calls are counted and go wrong as planned; see FaultyStore.
///
/// Threads: any. Ownership: the other mailer must outlive this one.
class FaultyMailer final : public Mailer {
public:
    explicit FaultyMailer(Mailer& inner) : inner_(&inner) {}

    /// Where several faults fall on one mail, the one planned first happens, and the others are spent.
    /// Throws std::invalid_argument for a mail at 0.
    void plan(MailFault fault);

    /// Nothing goes wrong any more.
    void mend();

    /// How many planned faults have not happened yet.
    std::size_t planned() const;

    /// How many mails it was handed.
    std::size_t calls() const;

    MailOutcome send(const MailMessage& message) override;

private:
    std::optional<MailFault> next_fault();

    Mailer* inner_;
    mutable std::mutex mutex_;  // Over what follows; never held while the inner mailer or a host's function runs.
    std::vector<MailFault> planned_;
    std::size_t calls_ = 0;
};

}  // namespace beckon::testing
