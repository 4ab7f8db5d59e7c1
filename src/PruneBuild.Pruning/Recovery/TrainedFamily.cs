namespace PruneBuild.Pruning.Recovery;

/// <summary>Families of parameters that recovery may train.</summary>
public enum TrainedFamily
{
    /// <summary>Vectors that are added.</summary>
    Biases,

    /// <summary>A bias for every matrix that has none; the model gains nodes.</summary>
    NewBiases,

    /// <summary>Scales and biases of normalisations.</summary>
    Norms,

    /// <summary>Lookup tables.</summary>
    Embeddings,

    /// <summary>The matrices that make the model's answer.</summary>
    Head,

    /// <summary>Low-rank updates of a model that has no masks: W + s·BA.</summary>
    Lora,

    /// <summary>Low-rank updates under the mask: W + s·M⊙(BA).</summary>
    MaskLora,

    /// <summary>Low-rank factors on what the mask left: W ⊙ (BA).</summary>
    ScaleLora,

    /// <summary>Low-rank updates of the head: W + s·BA.</summary>
    HeadLora,

    /// <summary>Every weight; of masked ones, what the masks left.</summary>
    Weights,
}
