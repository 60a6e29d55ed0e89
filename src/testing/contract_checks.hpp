// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "beckon/testing/store_contract.hpp"

/// The parts of the contract, one file each.
namespace beckon::testing {

std::vector<ContractCheck> user_checks();
std::vector<ContractCheck> look_checks();
std::vector<ContractCheck> commit_checks();
std::vector<ContractCheck> precondition_checks();
std::vector<ContractCheck> batch_checks();
std::vector<ContractCheck> key_checks();
std::vector<ContractCheck> list_checks();
std::vector<ContractCheck> order_checks();
std::vector<ContractCheck> filter_checks();
std::vector<ContractCheck> delivery_checks();
std::vector<ContractCheck> event_checks();
std::vector<ContractCheck> mail_checks();
std::vector<ContractCheck> claim_checks();
std::vector<ContractCheck> settlement_checks();
std::vector<ContractCheck> bounce_checks();
std::vector<ContractCheck> erasure_checks();
std::vector<ContractCheck> purge_checks();
std::vector<ContractCheck> value_checks();
std::vector<ContractCheck> account_checks();
std::vector<ContractCheck> durability_checks();
std::vector<ContractCheck> thread_checks();
std::vector<ContractCheck> second_checks();
std::vector<ContractCheck> limit_checks();

}  // namespace beckon::testing
