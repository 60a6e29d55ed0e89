// SPDX-License-Identifier: MIT
#include "beckon/service/service.hpp"

namespace beckon {

Result<User> Service::erase(const AccountId& account, const UserId& user) {
    const auto removed = remove(account, user, Host{});
    // There was no such user, or no longer: the store knows whether there is a tombstone.
    const bool gone = removed || removed.error().reason == Reason::user_not_found;
    if (!gone) return removed.error();
    const bool erased = store_->erase(account, user);
    const auto left = erased ? store_->load(account, user) : std::nullopt;
    if (!left) return Refusal{.reason = Reason::user_not_found};
    return *left;
}

Result<std::size_t> Service::purge(const AccountId& account, Duration retention, std::size_t limit) {
    if (limit == 0) return Refusal{.reason = Reason::empty, .field = Field::limit};
    if (retention.is_special() || retention < Duration{}) {
        return Refusal{.reason = Reason::invalid_time, .field = Field::retention};
    }
    const Instant now = config_->clock();
    if (now.is_special()) return Refusal{.reason = Reason::invalid_time, .field = Field::now};
    const Instant calendar_begins(boost::posix_time::min_date_time);
    if (retention > now - calendar_begins) return std::size_t{0};
    return store_->purge(account, now - retention, limit);
}

}  // namespace beckon
