namespace RepDynamics.Data;

/// <summary>Which part of a data set is meant.</summary>
public enum DataSplit
{
    /// <summary>The images a network is trained on.</summary>
    Train,

    /// <summary>Held-out images, never trained on.</summary>
    Test,
}
