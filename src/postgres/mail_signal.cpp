// SPDX-License-Identifier: MIT
#include "postgres/mail_signal.hpp"

#include <thread>

#include "beckon/ports/errors.hpp"

namespace beckon::postgres {

bool MailSignal::wait(std::chrono::milliseconds longest) {
    if (options_.pooling == PostgresOptions::Pooling::none) {
        try {
            if (connection_ != nullptr) return connection_->wait_for_notification(longest);
            connection_ = std::make_unique<Connection>(options_);
            // The name of the channel has quotation marks in it: those of the schema.
            connection_->execute("listening for mail", "LISTEN \"\"" + connection_->quoted_schema() + "\".mail\"");
            return true;
        } catch (const StoreError&) {
            connection_.reset();  // The next call begins anew; whoever claims mail is told what is wrong.
        }
    }
    std::this_thread::sleep_for(longest);
    return false;
}

}  // namespace beckon::postgres
