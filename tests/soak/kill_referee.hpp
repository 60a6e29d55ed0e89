// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "tests/soak/mail_server.hpp"
#include "tests/soak/workers.hpp"

namespace beckon::soak {

struct KillFigures {
    std::uint64_t rounds = 0;
    std::uint64_t acknowledged = 0;  ///< Operations that were answered before their worker was killed.
    std::uint64_t failed = 0;        ///< Operations of which the store said that they changed nothing.
    std::uint64_t unknown = 0;       ///< Operations of which the store could not say whether they happened.
    std::uint64_t cut_short = 0;     ///< Operations that had no answer before that.
    std::uint64_t repeated = 0;      ///< Of these and the unknown, repeated under their key afterwards.
    std::uint64_t claims = 0;
    std::uint64_t settlements = 0;
    std::uint64_t late = 0;  ///< Settlements refused, for another worker had the mail by then.
    std::uint64_t events = 0;
    MailFigures mail{};
};

/// Looks at what is left of a round when its workers are dead. Throws `Violation`.
class KillReferee {
public:
    explicit KillReferee(MailServer& server) : server_(server) {}

    /// The account's invariants; every acknowledged operation; repeats what was cut short, where it had a key; the
    /// fences.
    void judge(const Workplace& workplace, Board& board);

    /// Sends what is due until nothing is, and compares all mails of the rounds judged since with the server's.
    void drain(const Workplace& workplace, Board& board);

    KillFigures figures{};

private:
    void judge_people(Store& store, const Workplace& workplace, Board& board);
    void judge_couriers(Store& store, const Workplace& workplace, const Board& board);

    MailServer& server_;
    std::vector<std::uint64_t> undrained_{};
};

}  // namespace beckon::soak
