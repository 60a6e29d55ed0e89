// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "testing/contract_checks.hpp"
#include "testing/story.hpp"

namespace beckon::testing {

namespace {

using Outcome = CommitResult::Outcome;

void recalled_until_expiry(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    require(!remembered(*store, acme(), "k", noon()), "a look finds nothing for a key that was never used");
    const Commit commit = with_key(to_invite(1, "a@example.com", noon()), "k", noon(hours(1)));
    tell(*store, commit);
    for (const Instant now : {noon(-hours(9000)), noon(), noon(hours(1) - tick)}) {
        require(remembered(*store, acme(), "k", now) == commit.key,
                "a look finds the command that was carried out under a key");
    }
    for (const Instant now : {noon(hours(1)), noon(hours(1) + tick), noon(hours(9000))}) {
        require(!remembered(*store, acme(), "k", now), "a key has expired from `expires_at` on");
    }
    for (const auto* other : {"K", "k ", " k", "kk", "", "%", "_"}) {
        require(!remembered(*store, acme(), other, noon()), "a key is compared octet by octet");
    }
}

void taken_until_expiry(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const Commit first = with_key(to_invite(1, "a@example.com", noon()), "k", noon(hours(1)));
    const User ann = tell(*store, first);
    require_refused(*store, first, Outcome::key_taken, "a repeated commit finds its key taken");
    for (const Instant now : {noon(-hours(9000)), noon(), noon(hours(1) - tick)}) {
        require_refused(*store, with_key(to_invite(2, "b@example.com", now), "k", noon(hours(9))), Outcome::key_taken,
                        "a key is taken until `expires_at`");
    }
    require(remembered(*store, acme(), "k", noon()) == first.key, "a key that is taken stays unchanged");
    const Commit second = with_key(to_do(ann, Resend{}, noon(hours(1))), "k", noon(hours(9)));
    tell(*store, second);
    require(remembered(*store, acme(), "k", noon(hours(2))) == second.key, "an expired key is free and gets replaced");
    require_refused(*store, with_key(to_invite(2, "b@example.com", noon(hours(8))), "k", noon(hours(99))),
                    Outcome::key_taken, "a key that was replaced is taken again");
    tell(*store, with_key(to_invite(2, "b@example.com", noon(hours(8))), "K", noon(hours(9))));
}

void kept_with_the_commit_alone(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const User ann = tell(*store, to_invite(1, "a@example.com", noon()));
    require_refused(*store, with_key(to_invite(2, "a@example.com", noon()), "k", noon(hours(1))),
                    Outcome::address_taken, "an address is taken");
    const Commit retried = with_key(to_invite(2, "b@example.com", noon()), "k", noon(hours(1)));
    tell(*store, retried);
    require(remembered(*store, acme(), "k", noon()) == retried.key, "the key of a refused commit stays free");

    const Commit replaces =
        with_key(to_do(ann, CorrectEmail{address("b@example.com")}, noon(hours(1))), "k", noon(hours(2)));
    require_refused(*store, replaces, Outcome::address_taken, "an address is taken");
    require(remembered(*store, acme(), "k", noon()).value_or(*retried.key) == *retried.key,
            "a refused commit replaces no expired key");
}

void kept_as_given(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::string printable;
    for (char c = 0x21; c < 0x7F; ++c) printable += c;
    const std::string longest(200, '~');
    Commit strange = with_key(to_invite(1, "a@example.com", noon()), printable, noon(hours(1) + microseconds(7)));
    strange.key->digest = {};
    strange.key->digest[1] = 0xFF;
    tell(*store, strange);
    const Commit greatest = with_key(to_invite(2, "b@example.com", noon()), longest, noon(hours(2)));
    tell(*store, greatest);
    require(remembered(*store, acme(), printable, noon()) == strange.key, "a key may be any printable ASCII");
    require(remembered(*store, acme(), longest, noon()) == greatest.key, "a key may have up to 200 octets");
    require(!remembered(*store, acme(), longest.substr(1), noon()), "a key is compared to its end");
}

void only_expired_ones_are_forgotten(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    const auto keyed = [](std::uint32_t n, std::string key, Instant now, Duration kept, const AccountId& account) {
        const std::string email = "u" + std::to_string(n) + "@example.com";
        return with_key(to_invite(n, email, now, {"Member"}, account), std::move(key), now + kept);
    };
    const Commit elsewhere = keyed(1, "k", noon(), hours(1), globex());
    tell(*store, elsewhere);
    std::vector<Commit> kept;
    for (std::uint32_t n = 1; n <= 5; ++n) {
        kept.push_back(keyed(n, "k" + std::to_string(n), noon(), hours(2) + tick * static_cast<int>(n), acme()));
        tell(*store, kept.back());
        tell(*store, keyed(n + 10, "gone" + std::to_string(n), noon(), hours(1), acme()));
    }
    for (std::uint32_t n = 21; n <= 26; ++n) {
        tell(*store, keyed(n, "new" + std::to_string(n), noon(hours(2)), hours(1), acme()));
    }
    for (const Commit& commit : kept) {
        require(remembered(*store, acme(), commit.key->key, noon(hours(2))) == commit.key,
                "a commit deletes no key that has not expired by its time");
    }
    require(remembered(*store, globex(), "k", noon()) == elsewhere.key, "a commit deletes no key of another account");
}

void kept_to_the_ends(const StoreUnderTest& mine) {
    const auto store = mine.open_fresh();
    std::uint32_t number = 0;
    for (const int year : {1400, 1969, 1970, 2038, 2262, 2263, 9999}) {
        const Instant end(boost::gregorian::date(static_cast<unsigned short>(year), 12, 31), hours(24) - tick);
        const std::string key = std::to_string(year);
        Commit commit = to_adopt(++number, key + "@example.com", std::min(noon(), end - hours(1)));
        commit = with_key(std::move(commit), key, end);
        commit.key->revision = std::numeric_limits<std::int64_t>::max() - year;
        tell(*store, commit);
        require(remembered(*store, acme(), key, end - tick) == commit.key,
                "a key is kept to the microsecond, in any year");
        require(!remembered(*store, acme(), key, end), "a key expires to the microsecond, in any year");
    }
}

}  // namespace

std::vector<ContractCheck> key_checks() {
    return {{"a look finds the command that was carried out under a key, until the key expires", recalled_until_expiry},
            {"a key is taken until it expires, then replaced", taken_until_expiry},
            {"a key is kept only with its commit", kept_with_the_commit_alone},
            {"a key is kept as given", kept_as_given},
            {"a commit deletes expired keys of only its own account", only_expired_ones_are_forgotten},
            {"a key is kept to the microsecond in any year", kept_to_the_ends}};
}

}  // namespace beckon::testing
