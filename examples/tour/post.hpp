// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "../support/received_mail.hpp"
#include "beckon/ports/mailer.hpp"

namespace tour {

/// The way of the emails: out through a mailer, and into a folder, as `.eml` files, on the other side.
class Post {
public:
    /// Emails that are in the folder already are ignored.
    Post(std::unique_ptr<beckon::Mailer> mailer, std::string folder);

    beckon::Mailer& mailer() { return *mailer_; }

    /// Returns the emails that arrived since the last call. Throws std::runtime_error naming a file that cannot be
    /// read.
    std::vector<examples::ReceivedMail> collect();

private:
    std::unique_ptr<beckon::Mailer> mailer_;
    std::string folder_;
    std::set<std::string> seen_;
};

}  // namespace tour
