"""What an administrator does: engines and their keys, what is kept, what takes place, health, the DPO's page."""
