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

/// What happens to one `send` of a FaultyMailer.
struct MailFault {
    enum class Kind : std::uint8_t {
        /// `deferred`, and the email is not handed on. This includes an email that was cut off on its way: a server
        /// that got a part of it but not its end does not have it (RFC 5321 section 4.1.1.10).
        defers,
        rejects,        ///< `rejected`, as the address does not exist, and the email is not handed on.
        refuses,        ///< `rejected`, as the server does not relay for us, and the email is not handed on.
        is_away,        ///< `deferred` because the server was not reached; the email is not handed on.
        loses_request,  ///< `unknown`, and the email is not handed on.
        loses_answer,   ///< `unknown`, and the email is handed on.
        throws,         ///< std::runtime_error, and the email is not handed on.
        delays_call,    ///< Nothing goes wrong, but `meanwhile` runs before the email is handed on.
        delays_answer,  ///< Nothing goes wrong, but `meanwhile` runs after that, before the answer.
    };

    std::size_t at = 1;  ///< Which email fails, counting from 1 after `plan`.
    Kind kind = Kind::defers;
    bool lasting = false;  ///< That email and every later one, until `clear`.
    /// Runs at that point, on the caller's thread and without a lock. `send` throws what it throws.
    std::function<void()> meanwhile{};
};

/// A mailer in front of another. It counts the calls, and they go wrong as planned; see FaultyStore.
///
/// Threads: any. Ownership: the other mailer must outlive this one.
class FaultyMailer final : public Mailer {
public:
    explicit FaultyMailer(Mailer& inner) : inner_(&inner) {}

    /// Plans a fault. If several faults fall on one email, the one planned first happens, and the others are used up.
    /// Throws std::invalid_argument if `at` is 0.
    void plan(MailFault fault);

    /// Drops all planned faults.
    void clear();

    /// Returns the number of planned faults that have not happened yet.
    std::size_t planned() const;

    /// Returns the number of emails that it was handed.
    std::size_t calls() const;

    MailOutcome send(const MailMessage& message) override;

private:
    std::optional<MailFault> next_fault();

    Mailer* inner_;
    mutable std::mutex mutex_;  // Protects what follows. Not held while the inner mailer or a host's function runs.
    std::vector<MailFault> planned_;
    std::size_t calls_ = 0;
};

}  // namespace beckon::testing
