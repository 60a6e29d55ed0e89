// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "beckon/lifecycle/policy.hpp"

/// Ready-made policies: those of three products, compared in docs/products.md, and the one that we recommend if nothing
/// binds you.
namespace beckon::policies {

/// Returns what the products call a user's lists of labels, in the order of their CSV.
inline std::vector<std::string> usual_attributes() { return {"inboxes", "teams"}; }

/// Lets `roles` take every action that is for members.
inline void permit_everything(Policy& policy, const std::vector<std::string>& roles) {
    for (const Action action :
         {Action::invite, Action::resend, Action::send_new, Action::copy_link, Action::correct_email, Action::cancel,
          Action::deactivate, Action::activate, Action::remove, Action::edit}) {
        policy.permissions[action] = roles;
    }
}

/// Gladly: 24 hours; resend at any time before the first sign-in; Team Managers may resend; the host records who began
/// set-up.
inline Policy gladly() {
    Policy policy{.validity = boost::posix_time::hours(24), .records_setup = true, .attributes = usual_attributes()};
    permit_everything(policy, {"Administrator"});
    policy.permissions[Action::resend].emplace_back("Team Manager");
    return policy;
}

/// SoftwareOne Marketplace: 7 days; resend keeps the link and works only before expiry; send new works only after it;
/// copy link; by hand; decline; a stated identity must be the invited address; accepting again changes nothing.
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

/// Atender: 7 days; every resend makes a fresh link; an older link is shown as expired; the host records who began
/// set-up; the last Owner must stay.
inline Policy atender() {
    Policy policy{.presents_superseded_as_expired = true,
                  .records_setup = true,
                  .guards_last = "Owner",
                  .attributes = usual_attributes()};
    permit_everything(policy, {"Owner", "Admin"});
    return policy;
}

/// What we recommend: 7 days; every resend makes a fresh link; copy link; by hand; a note; decline; a stated identity
/// must be the invited address; at least a minute between two emails to one address; at most 1,000 invitations that can
/// still be accepted; the last Owner must stay.
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
