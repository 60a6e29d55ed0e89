// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "beckon/lifecycle/policy.hpp"

/// Ready-made policies: the three products of the seed documents, and what we recommend where nothing binds you.
namespace beckon::policies {

/// What the products call a user's lists of labels, in the order of their CSV (G13).
inline std::vector<std::string> usual_attributes() { return {"inboxes", "teams"}; }

/// Lets `roles` do everything that members do.
inline void permit_everything(Policy& policy, const std::vector<std::string>& roles) {
    for (const Action action :
         {Action::invite, Action::resend, Action::send_new, Action::copy_link, Action::correct_email, Action::cancel,
          Action::deactivate, Action::activate, Action::remove, Action::edit}) {
        policy.permissions[action] = roles;
    }
}

/// Gladly (seed 000): 24 hours, resend at any time before the first sign-in, Team Managers may resend, the host
/// records who began set-up.
inline Policy gladly() {
    Policy policy{.validity = boost::posix_time::hours(24), .records_setup = true, .attributes = usual_attributes()};
    permit_everything(policy, {"Administrator"});
    policy.permissions[Action::resend].emplace_back("Team Manager");
    return policy;
}

/// SoftwareOne Marketplace (seeds 001, 002, 004): 7 days, resend keeps the link and works only before expiry, send new
/// only after it, copy link, by hand, decline, a stated identity must be the invited address, accepting again is a
/// no-op.
inline Policy softwareone() {
    Policy policy{.resend_while_valid = ResendWhileValid::keep,
                  .resend_after_expiry = false,
                  .offers_send_new = true,
                  .offers_copy_link = true,
                  .offers_by_hand = true,
                  .offers_decline = true,
                  .identity_must_match = true,
                  .repeated_accept_succeeds = true,
                  .attributes = usual_attributes()};
    permit_everything(policy, {"Account administrator"});
    return policy;
}

/// Atender (seed 003): 7 days, every resend is a fresh link, an older link is shown as expired, the host records
/// who began set-up, the last Owner stays.
inline Policy atender() {
    Policy policy{.presents_superseded_as_expired = true,
                  .records_setup = true,
                  .guards_last = "Owner",
                  .attributes = usual_attributes()};
    permit_everything(policy, {"Owner", "Admin"});
    return policy;
}

/// What we recommend: 7 days, every resend is a fresh link, copy link, by hand, a note, decline, a stated identity must
/// be the invited address, a minute between two mails to one address, at most 1,000 invitations that can be
/// accepted, the last Owner stays.
inline Policy recommended() {
    Policy policy{.offers_copy_link = true,
                  .offers_by_hand = true,
                  .offers_note = true,
                  .offers_decline = true,
                  .identity_must_match = true,
                  .cooldown = boost::posix_time::minutes(1),
                  .max_pending = 1000,
                  .guards_last = "Owner",
                  .attributes = usual_attributes()};
    permit_everything(policy, {"Owner", "Admin"});
    return policy;
}

}  // namespace beckon::policies
