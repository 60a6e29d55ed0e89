// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "beckon/ports/outbox.hpp"
#include "beckon/smtp/smtp_mailer.hpp"
#include "tests/support/child_process.hpp"

namespace beckon::soak {

/// What reached the mail server of one mail.
struct Arrivals {
    std::uint32_t taken = 0;    ///< Copies whose reply was sent.
    std::uint32_t dropped = 0;  ///< Copies after which the connection was dropped without a reply.
    std::string digest{};       ///< Of the octets.
    bool alike = true;          ///< Whether every copy had these.
    std::uint32_t refused = 0;  ///< How often mail to its address was refused for good.

    std::uint32_t copies() const { return taken + dropped; }
};

/// The server of smtp_sink.py, running.
class MailServer {
public:
    /// Misbehaves in so many connections of a hundred. `manner` is more of its arguments: see smtp_sink.py.
    MailServer(std::filesystem::path folder, std::uint64_t seed, unsigned faults,
               const std::vector<std::string>& manner = {});

    SmtpOptions options() const;

    /// What arrived of the mail so far. The mail counts as known then.
    Arrivals arrivals_of(const MailRecord& mail);

    /// Throws `Violation` where a mail arrived that was never known: I12.
    void require_none_unknown();

private:
    void read_log();

    std::filesystem::path folder_;
    test_support::ChildProcess process_;
    std::uint16_t port_ = 0;
    std::ifstream log_;
    std::map<std::string, Arrivals> arrivals_;
    std::map<std::string, std::uint32_t> refusals_;  ///< By address.
    std::set<std::string> known_;
};

struct MailFigures {
    std::uint64_t mails = 0;
    std::uint64_t sent = 0;
    std::uint64_t failed = 0;
    std::uint64_t dropped = 0;
    std::uint64_t unconfirmed = 0;
    std::uint64_t copies = 0;      ///< At the server.
    std::uint64_t duplicates = 0;  ///< Copies beyond a mail's first.
    std::uint64_t unknown = 0;     ///< Outcomes that nobody knows, lapses among them.
    std::uint64_t lapses = 0;

    MailFigures& operator+=(const MailFigures& other);
};

/// Compares a mail that has come to its end with what reached the server. Throws `Violation`: I13 it has not come to an
/// end, is said to be sent and is not there, failed though nobody refused it and its time was not over, or is
/// unconfirmed though all is known; I14 it is there more often than its unknown outcomes explain, or in different
/// copies.
MailFigures reconcile(const MailRecord& mail, const Arrivals& arrivals);

}  // namespace beckon::soak
