"""Profiles in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.profiles.model import Profile
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import UserId


class ProfileTables:
    def __init__(self) -> None:
        self.profiles = Table[UserId, Profile]()


class MemoryProfiles:
    def __init__(self, tables: ProfileTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._profiles = transaction.view(tables.profiles)

    async def add(self, profile: Profile) -> None:
        await self._transaction.lock()
        self._profiles.put(profile.user_id, profile)

    async def get(self, user_id: UserId) -> Profile:
        profile = self._profiles.get(user_id)
        if profile is None:
            raise NotFound
        return profile

    async def many(self, user_ids: Collection[UserId]) -> Mapping[UserId, Profile]:
        found = ((user_id, self._profiles.get(user_id)) for user_id in user_ids)
        return {user_id: profile for user_id, profile in found if profile is not None}

    async def save(self, profile: Profile) -> None:
        await self._transaction.lock()
        stored = self._profiles.get(profile.user_id)
        if stored is None or stored.version != profile.version:
            raise ConcurrencyConflict
        self._profiles.put(profile.user_id, replace(profile, version=profile.version + 1))
