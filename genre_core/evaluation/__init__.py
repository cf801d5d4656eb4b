"""What a model's answers to tracks of known genre are worth: pure functions."""
