"""Extensions: more time, proposed and paid by the user, accepted by the partner."""
