namespace Arbiter.Domain.Transfers;

/// <summary>Why a customer changes hands. A closed list, because free text would bring personal data into the log.</summary>
public enum TransferReason : byte
{
    Handover = 1,
    RepLeft = 2,
    Rebalancing = 3,
    ConflictSettled = 4,
    Mistake = 5,
    Other = 6,
}

/// <summary>Why an owner gives a customer back.</summary>
public enum ReleaseReason : byte
{
    NotStated = 0,
    NoInterest = 1,
    NotReachable = 2,
    OutOfTerritory = 3,
    Duplicate = 4,
    Other = 5,
}
