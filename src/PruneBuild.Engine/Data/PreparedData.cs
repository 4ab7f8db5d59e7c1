using PruneBuild.Inference;

namespace PruneBuild.Engine.Data;

/// <summary>A data set as the model takes it.</summary>
/// <param name="Batches">Records in batches, shortest first where their lengths differ.</param>
/// <param name="Labels">The true answers, by record; null without labels.</param>
/// <param name="Records">Number of records.</param>
public sealed record PreparedData(ValueList<Batch> Batches, Labels? Labels, int Records);

/// <summary>True answers.</summary>
/// <param name="Values">One number a record: the class, or the value itself for a model that answers a number.</param>
/// <param name="AreClasses">True for classes.</param>
public sealed record Labels(ValueList<double> Values, bool AreClasses);
